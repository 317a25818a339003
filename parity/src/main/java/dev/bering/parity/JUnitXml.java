package dev.bering.parity;

import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Tests as the XML that JUnit's runners write and build servers read. */
final class JUnitXml {

  private final List<JUnitCase> cases;

  private JUnitXml(List<JUnitCase> cases) {
    this.cases = cases;
  }

  /** One suite in one document. */
  static String of(String suite, List<JUnitCase> cases) {
    try {
      StringWriter text = new StringWriter();
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      new JUnitXml(cases).write(suite, xml);
      xml.flush();
      return text + "\n";
    } catch (XMLStreamException e) {
      throw new IllegalStateException("No XML for " + suite, e);
    }
  }

  private void write(String suite, XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    counts(xml);
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", clean(suite));
    counts(xml);
    for (JUnitCase test : cases) {
      xml.writeCharacters("\n    ");
      write(suite, test, xml);
    }
    xml.writeCharacters("\n  ");
    xml.writeEndElement();
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void counts(XMLStreamWriter xml) throws XMLStreamException {
    xml.writeAttribute("tests", String.valueOf(cases.size()));
    xml.writeAttribute("failures", count(JUnitCase.Outcome.FAILED));
    xml.writeAttribute("errors", count(JUnitCase.Outcome.ERROR));
    xml.writeAttribute("skipped", count(JUnitCase.Outcome.SKIPPED));
  }

  private String count(JUnitCase.Outcome outcome) {
    return String.valueOf(cases.stream().filter(test -> test.outcome() == outcome).count());
  }

  private static void write(String suite, JUnitCase test, XMLStreamWriter xml)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("name", clean(test.name()));
    xml.writeAttribute("classname", clean(suite));
    if (test.outcome() != JUnitCase.Outcome.PASSED) {
      xml.writeStartElement(test.outcome().element());
      xml.writeAttribute("message", clean(test.message()).replaceAll("\\s+", " "));
      if (test.outcome() != JUnitCase.Outcome.SKIPPED) {
        xml.writeAttribute("type", test.outcome().name());
      }
      xml.writeCharacters(clean(test.detail()));
      xml.writeEndElement();
    } else if (!test.detail().isEmpty()) {
      xml.writeStartElement("system-out");
      xml.writeCharacters(clean(test.detail()));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  /** XML has no way to write control characters and halves of pairs; they become visible text. */
  private static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean isXml =
                  c == '\t'
                      || c == '\n'
                      || (c >= 0x20 && c <= 0xD7FF)
                      || (c >= 0xE000 && c <= 0xFFFD)
                      || c >= 0x10000;
              if (isXml) {
                clean.appendCodePoint(c);
              } else {
                clean.append("\\u%04X".formatted(c));
              }
            });
    return clean.toString();
  }
}
