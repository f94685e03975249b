"""A call centre of your own on a virtual clock: the real engine, and app_queue's rules, on the same callers.

scenario, scenario_source   what may be written, and how it is read; recorded_day reads arrivals from a CSV file
staffing, lines             the pool of a scenario; how it would be laid out with app_queue
durations, arrivals, rota, moods   what chance and the clock decide
drawing, plan               all of it, drawn beforehand for one day
engine_world, accounts      the real engine lives through it, watched by a second account
app_queue_rules, app_queue_world   app_queue's rules live through it
order, course               one yardstick, one shape of what came of it
measures, intervals, study  a day -> figures; days -> means with confidence intervals, over processes
shortcut, theory, report    one queue without a file; Erlang's formulas beside it; JSON and tables
"""
