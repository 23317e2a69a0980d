package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.VariableElement;

/**
 * The texts that a person may get to read from the function, in an exception or in the log: every
 * string constant that flows there, through variables, parameters, methods, switches and sums, the
 * parts of which count as one. What else the sources hold as text is not among them.
 *
 * <p>Each visit gives the text that an expression has at any time, or null.
 */
final class SourceTexts extends TreePathScanner<String, Void> {

  private static final Pattern TWO_WORDS = Pattern.compile("\\p{L}{2,} \\p{L}");
  private static final Set<String> TAKING_TEXT_IN = Set.of("formatted", "format", "join", "concat");

  /** Stands for what is only known at run time. */
  private static final String VALUE = "\0";

  private final SourceFlow flow;
  private final Set<Element> followed = new HashSet<>();
  private final Set<String> texts = new LinkedHashSet<>();

  private SourceTexts(SourceFlow flow) {
    this.flow = flow;
  }

  /** One pattern for each text of two words, where any words may stand for a value in it. */
  static Set<Pattern> patterns(Path sources) throws IOException {
    SourceTexts all = new SourceTexts(SourceFlow.in(sources));
    all.flow.told().forEach(text -> all.scan(text, null));
    return all.texts.stream()
        .filter(text -> TWO_WORDS.matcher(text).find())
        .map(SourceTexts::pattern)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Pattern pattern(String text) {
    return Pattern.compile(
        Stream.of(text.strip().split("%[\\d,.]*[a-z]|" + VALUE))
            .map(Pattern::quote)
            .collect(Collectors.joining(".+")));
  }

  @Override
  public String visitLiteral(LiteralTree literal, Void none) {
    return found(Objects.toString(literal.getValue()));
  }

  @Override
  public String visitBinary(BinaryTree operation, Void none) {
    return isSum(operation)
        ? found(operand(operation.getLeftOperand()) + operand(operation.getRightOperand()))
        : null;
  }

  private String operand(Tree tree) {
    return Objects.requireNonNullElse(scan(tree, null), VALUE);
  }

  /** Takes note of a text, unless it is part of a sum. */
  private String found(String text) {
    TreePath parent = getCurrentPath().getParentPath();
    while (parent.getLeaf() instanceof ParenthesizedTree) {
      parent = parent.getParentPath();
    }
    if (!isSum(parent.getLeaf())) {
      texts.add(text);
    }
    return text;
  }

  private static boolean isSum(Tree tree) {
    return tree.getKind() == Tree.Kind.PLUS;
  }

  @Override
  public String visitConditionalExpression(ConditionalExpressionTree either, Void none) {
    scan(either.getTrueExpression(), none);
    scan(either.getFalseExpression(), none);
    return null;
  }

  @Override
  public String visitSwitchExpression(SwitchExpressionTree choice, Void none) {
    scan(choice.getCases(), none);
    return null;
  }

  @Override
  public String visitCase(CaseTree label, Void none) {
    scan(label.getBody(), none);
    scan(label.getStatements(), none);
    return null;
  }

  @Override
  public String visitIdentifier(IdentifierTree name, Void none) {
    return follow();
  }

  @Override
  public String visitMemberSelect(MemberSelectTree name, Void none) {
    return follow();
  }

  @Override
  public String visitMemberReference(MemberReferenceTree reference, Void none) {
    return follow();
  }

  /** A constant's text; of other names, whatever they are given. */
  private String follow() {
    Element element = flow.element(getCurrentPath());
    if (element instanceof VariableElement constant && constant.getConstantValue() != null) {
      return found(constant.getConstantValue().toString());
    }
    if (element != null && followed.add(element)) {
      flow.given(element).forEach(value -> scan(value, null));
    }
    return null;
  }

  /** What a method of these sources returns; of others, what they may have made a text of. */
  @Override
  public String visitMethodInvocation(MethodInvocationTree call, Void none) {
    Element method = flow.element(getCurrentPath());
    if (!flow.given(method).isEmpty()) {
      return follow();
    }
    if (call.getMethodSelect() instanceof MemberSelectTree select) {
      scan(select.getExpression(), none);
    }
    boolean ofText = method.getEnclosingElement().toString().equals(String.class.getName());
    if (!ofText || TAKING_TEXT_IN.contains(method.getSimpleName().toString())) {
      scan(call.getArguments(), none);
    }
    return null;
  }

  /** Objects are followed through their fields, where a text is taken from them. */
  @Override
  public String visitNewClass(NewClassTree creation, Void none) {
    return null;
  }
}
