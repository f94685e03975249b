"""The shell of the engine: inbox, dispatch, tasks, starting and stopping in order. No rule of the trade."""
