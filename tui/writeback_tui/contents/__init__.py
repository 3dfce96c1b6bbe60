"""What the pages say, worked out from facts and run events: plain data, no widgets."""
