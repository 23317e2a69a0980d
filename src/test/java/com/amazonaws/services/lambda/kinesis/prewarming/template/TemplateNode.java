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
 * A part of deploy.yaml: fields, items or text. A short form such as {@code !Ref Name} reads as its
 * long form, one field {@code Ref}.
 */
public record TemplateNode(Object value) {

  /** The whole of a template. */
  public static TemplateNode read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return new TemplateNode(new Yaml(new ShortForms()).load(reader));
    }
  }

  /**
   * The part that these names lead to.
   *
   * @throws AssertionError naming the first one that is not there
   */
  public TemplateNode at(String... names) {
    TemplateNode node = this;
    for (String name : names) {
      node = node.fields().get(name);
      if (node == null) {
        throw new AssertionError("no " + name + " in " + String.join(".", names));
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

  /** Reads {@code !Name value} as {@code Fn::Name: value}, as CloudFormation does. */
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
