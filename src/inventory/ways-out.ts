/** How to make a file of rows readable whose format has no reader, by its extension. */
const WAYS_OUT: readonly (readonly [extensions: RegExp, what: string])[] = [
  [/^\.orc$/, byPandas("read_orc")],
  [/^\.(h5|hdf5?)$/, `${byPandas("read_hdf")}, if pandas wrote it`],
  [/^\.(pkl|pickle)$/, `if you trust it, ${byPandas("read_pickle")}`],
  [/^\.joblib$/, "if it holds a table, load it with joblib and write it with DataFrame.to_parquet"],
  [/^\.dta$/, byPandas("read_stata")],
  [/^\.(sav|zsav)$/, byPandas("read_spss")],
  [/^\.(sas7bdat|xpt)$/, byPandas("read_sas")],
  [/^\.(xls|xlsb|ods)$/, byPandas("read_excel")],
  [/^\.(rds|rdata|rda)$/, "write it with arrow::write_parquet in R"],
  [/^\.mat$/, "load it with scipy.io.loadmat, and write its rows as Parquet or CSV"],
  [/^\.arff$/, "load it with scipy.io.arff.loadarff, and write its rows as Parquet or CSV"],
  [
    /^\.(svm|libsvm|svmlight)$/,
    "load it with sklearn.datasets.load_svmlight_file, and write its rows as Parquet or CSV",
  ],
  [/^\.bz2$/, "unpack it with bunzip2, or compress it as .gz or .zst"],
  [/^\.(xz|lzma)$/, "unpack it with xz -d, or compress it as .gz or .zst"],
  [/^\.lz4$/, "unpack it with lz4 -d, or compress it as .gz or .zst"],
  [/^\.(7z|rar|tgz|tbz2?|txz)$/, "unpack it"],
];

/** A clause for a message, or undefined where files of the type may be anything. */
export function findWayOut(extension: string): string | undefined {
  return WAYS_OUT.find(([extensions]) => extensions.test(extension))?.[1];
}

function byPandas(reader: string): string {
  return `convert it with pandas: pandas.${reader}(…).to_parquet(…)`;
}
