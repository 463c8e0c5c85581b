/** Whether files of an extension are workbooks, which are archives of XML. */
export function isWorkbook(extension: string): boolean {
  return extension === ".xlsx" || extension === ".xlsm";
}
