/**
 * Sets a property, and looks odd: every case does the same. For each place in the code where a
 * property is set, an engine remembers how, but for one name. A place for each field, as many as an
 * invoice has, spares it the search: measured on Node.js 20 at a tenth of the time of a decodeInvoice.
 *
 * @param slot - the field's, which tells the place
 */
export function setProperty(
  object: Record<string, unknown>,
  slot: number,
  name: string,
  value: unknown,
): void {
  switch (slot) {
    case 0:
      object[name] = value;
      break;
    case 1:
      object[name] = value;
      break;
    case 2:
      object[name] = value;
      break;
    case 3:
      object[name] = value;
      break;
    case 4:
      object[name] = value;
      break;
    case 5:
      object[name] = value;
      break;
    case 6:
      object[name] = value;
      break;
    case 7:
      object[name] = value;
      break;
    case 8:
      object[name] = value;
      break;
    case 9:
      object[name] = value;
      break;
    case 10:
      object[name] = value;
      break;
    case 11:
      object[name] = value;
      break;
    case 12:
      object[name] = value;
      break;
    case 13:
      object[name] = value;
      break;
    case 14:
      object[name] = value;
      break;
    case 15:
      object[name] = value;
      break;
    case 16:
      object[name] = value;
      break;
    default:
      object[name] = value;
  }
}
