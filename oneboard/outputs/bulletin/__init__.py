"""The bulletin (通报): what the centre publishes, drawn up from figures, frozen when it is signed, and laid out."""
