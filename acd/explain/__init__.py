"""Why a call went to one agent and not to the others, in words; or why it still waits.

Engine and storage hold what is needed already: at each offer the engine records what only it knows at that moment
(`OfferMade`), agents' stints tell what everybody else did, and the stored configurations who had which skills. All
that is put together here when somebody asks, and at no other time.

`answer.py` is what comes out; `why_not.py` finds the reason for each agent; `words.py` makes sentences of what was
compared, `whole_call.py` of the whole; `explainer.py` asks the database and the running controller, if there is one.
"""
