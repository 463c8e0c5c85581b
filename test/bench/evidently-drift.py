"""Evidently's drift of the columns of two Parquet files: python evidently-drift.py REFERENCE CURRENT"""

import json
import sys

import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

reference, current = (
    pd.read_parquet(path).drop(columns="event_time") for path in sys.argv[1:3]
)
# Without it, a category of many values is text.
categories = [name for name in reference if name.startswith("category")]
definition = DataDefinition(
    numerical_columns=[name for name in reference if name not in categories],
    categorical_columns=categories,
)
datasets = [
    Dataset.from_pandas(frame, data_definition=definition) for frame in (current, reference)
]
report = Report([DataDriftPreset()]).run(*datasets)
print(json.dumps(report.dict(), default=str))
