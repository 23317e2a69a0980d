package com.amazonaws.services.lambda.kinesis.prewarming.template;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A part of a CloudFormation template, which has fields, items, or text. A short form such as
 * {@code !Ref Name} becomes its long form, which has one field {@code Ref}.
 */
public record TemplateNode(Object value) {

  /** Reads a whole template. */
  public static TemplateNode read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return new TemplateNode(new Yaml(new ShortForms()).load(reader));
    }
  }

  /**
   * Returns the part at the end of a path of field names.
   *
   * @throws AssertionError if a field of the path does not exist
   */
  public TemplateNode at(String... names) {
    TemplateNode node = this;
    for (String name : names) {
      node = node.fields().get(name);
      if (node == null) {
        throw new AssertionError(String.join(".", names) + " has no field " + name);
      }
    }
    return node;
  }

  public Map<String, TemplateNode> fields() {
    Map<String, TemplateNode> fields = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((name, field) -> fields.put((String) name, of(field)));
    return fields;
  }

  public List<TemplateNode> items() {
    return ((List<?>) value).stream().map(TemplateNode::of).toList();
  }

  public boolean hasFields() {
    return value instanceof Map;
  }

  public boolean hasItems() {
    return value instanceof List;
  }

  public String text() {
    return String.valueOf(value);
  }

  private static TemplateNode of(Object value) {
    return new TemplateNode(value);
  }

  /** Replaces {@code !Name value} by {@code Fn::Name: value}, as CloudFormation does. */
  private static final class ShortForms extends SafeConstructor {

    ShortForms() {
      super(new LoaderOptions());
      yamlMultiConstructors.put("!", new LongForm());
    }

    private final class LongForm extends AbstractConstruct {

      @Override
      public Object construct(Node node) {
        String name = node.getTag().getValue().substring(1);
        return Map.of(name.equals("Ref") ? name : "Fn::" + name, argument(node));
      }

      private Object argument(Node node) {
        if (node instanceof ScalarNode scalar) {
          return constructScalar(scalar);
        }
        return node instanceof SequenceNode sequence
            ? constructSequence(sequence)
            : constructMapping((MappingNode) node);
      }
    }
  }
}
