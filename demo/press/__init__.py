"""The demo press: reads our texts, lays out the pages, and writes down what is true about them."""
