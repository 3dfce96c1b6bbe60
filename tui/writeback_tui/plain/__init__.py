"""Plain mode: the pages of the wizard as lines and questions, for screen readers, dumb terminals and logs.

The screens themselves run without a terminal (Textual's headless driver). What they show is read out from top
to bottom, what can be filled in is asked for, and the buttons and keys are numbered: there is no second flow.
No line moves the cursor, has a colour or is drawn again.
"""
