const { compareCopies } = require("./compareCopies.cjs");

compareCopies(JSON.parse(process.argv[2]), { import: (name) => import(name), require }).then((failures) =>
  console.log(JSON.stringify(failures)),
);
