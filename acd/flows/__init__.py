"""Pure interpreter of call flows: where a call is and what happened in, what to do and where it is then out.

interpreter   walks from step to step
turn          what can happen to a flow, and what it can ask for
facts         what a flow may ask about the call and the world
graph         where exits lead, and the steps that every flow has
asking        prompts, keys, time-outs and tries: what menus, digits and consents have in common
others        one behaviour of steps each
"""
