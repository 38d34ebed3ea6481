export { randomBytes } from "../../random.js";
