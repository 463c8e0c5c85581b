"""Writes rows with 14 numbers, 6 categories and a time in Parquet (zstd), in a file for some days.

    python profile-data.py FOLDER ROWS FIRST_DAY DAYS [FILES]

Of FILES, 1 by default, each has as many days and rows.
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

START = np.datetime64("2025-01-01", "us")
DAY_MICROS = 86_400_000_000
CATEGORIES = [3, 5, 12, 50, 300, 1500]
# To spare memory; about the row group that pyarrow writes by default.
MOST_ROWS = 1_000_000


def make_rows(random, first_day, days, rows):
    """Rows in the order of their times, which are spread evenly over the days."""
    micros = (first_day + days * np.sort(random.random(rows))) * DAY_MICROS
    columns = {"event_time": START + micros.astype("timedelta64[us]")}
    for i in range(8):
        columns[f"score_{i}"] = random.normal(i, 1 + i, rows)
    for i in range(2):
        columns[f"amount_{i}"] = np.round(random.lognormal(8, 0.6, rows), 2)
        columns[f"ratio_{i}"] = random.beta(2, 5, rows)
    columns["income"] = random.lognormal(10, 0.4, rows).astype(np.int64)
    columns["age"] = np.clip(random.normal(41, 11, rows), 18, 90).astype(np.int64)
    for count in CATEGORIES:
        values = pa.array([f"value {i}" for i in range(count)])
        columns[f"category_{count}"] = values.take(
            pa.array((count * random.random(rows) ** 2).astype(np.int32))
        )
    return pa.table(columns)


def write(path, first_day, days, rows):
    random = np.random.default_rng(first_day)
    parts = -(-rows // MOST_ROWS)
    for i in range(parts):
        table = make_rows(random, first_day + days * i / parts, days / parts, rows // parts)
        if i == 0:
            writer = pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    writer.close()


folder = Path(sys.argv[1])
rows, first_day, days = (int(text) for text in sys.argv[2:5])
files = int(sys.argv[5]) if len(sys.argv) > 5 else 1
for i in range(files):
    first = first_day + i * days // files
    write(folder / f"rows-{first:03}.parquet", first, days // files, rows // files)
