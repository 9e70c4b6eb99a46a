"""Drawing (制图): figures as pictures, by day or by place, as PNG or SVG."""
