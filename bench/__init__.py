"""Speed beside its limits: real servers, simulated phones, and figures that say whether their goal holds."""
