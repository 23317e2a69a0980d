package com.amazonaws.services.lambda.kinesis.prewarming.template;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The template as a person filled it in: works out the intrinsic functions that the schedule's
 * input is made with. moto does so for the whole template, where Python has it.
 *
 * @param template deploy.yaml
 * @param parameters the values given, and those of pseudo parameters
 */
public record TemplateForm(TemplateNode template, Map<String, String> parameters) {

  /** What a part of the template comes to. */
  public String text(TemplateNode node) {
    if (!node.hasFields()) {
      return node.text();
    }
    Map.Entry<String, TemplateNode> function = node.fields().entrySet().iterator().next();
    TemplateNode argument = function.getValue();
    return switch (function.getKey()) {
      case "Ref" -> parameter(argument.text());
      case "Fn::If" -> text(argument.items().get(holds(argument.items().get(0).text()) ? 1 : 2));
      case "Fn::Join" -> String.join(argument.items().get(0).text(), list(argument.items().get(1)));
      default -> throw new AssertionError("not worked out here: " + function.getKey());
    };
  }

  private List<String> list(TemplateNode node) {
    if (node.hasItems()) {
      return node.items().stream().map(this::text).toList();
    }
    List<TemplateNode> split = node.at("Fn::Split").items();
    return List.of(text(split.get(1)).split(Pattern.quote(split.get(0).text()), -1));
  }

  private boolean holds(String condition) {
    List<TemplateNode> sides = template.at("Conditions", condition, "Fn::Equals").items();
    return text(sides.get(0)).equals(text(sides.get(1)));
  }

  private String parameter(String name) {
    String given = parameters.get(name);
    return given != null ? given : template.at("Parameters", name, "Default").text();
  }
}
