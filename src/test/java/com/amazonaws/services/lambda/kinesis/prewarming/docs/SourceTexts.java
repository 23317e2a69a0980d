package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.SimpleTreeVisitor;
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
 */
final class SourceTexts extends SimpleTreeVisitor<Void, Void> {

  private static final Pattern TWO_WORDS = Pattern.compile("\\p{L}{2,} \\p{L}");
  private static final Set<String> THAT_TAKE_TEXT_IN =
      Set.of("formatted", "format", "join", "concat", "valueOf");

  /** Stands for what is only known at run time. */
  private static final char VALUE = '\0';

  private final SourceFlow flow;
  private final Set<Object> seen = new HashSet<>();
  private final Set<String> texts = new LinkedHashSet<>();

  private SourceTexts(SourceFlow flow) {
    this.flow = flow;
  }

  /** One pattern for each text of two words, where any words may stand for a value in it. */
  static Set<Pattern> patterns(Path sources) throws IOException {
    SourceTexts all = new SourceTexts(SourceFlow.in(sources));
    all.flow.told().forEach(all::follow);
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

  private void follow(Tree value) {
    if (value != null && seen.add(value)) {
      visit(value, null);
    }
  }

  private void followAll(Iterable<? extends Tree> values) {
    values.forEach(this::follow);
  }

  /** Follows what a variable, a parameter or a method of these sources is given. */
  private void followElement(Element element) {
    if (element == null || !seen.add(element)) {
      return;
    }
    if (element instanceof VariableElement variable
        && variable.getConstantValue() instanceof String text) {
      texts.add(text);
    }
    followAll(flow.given(element));
  }

  @Override
  public Void visitLiteral(LiteralTree literal, Void none) {
    if (literal.getValue() instanceof String text) {
      texts.add(text);
    }
    return null;
  }

  @Override
  public Void visitBinary(BinaryTree sum, Void none) {
    if (sum.getKind() == Tree.Kind.PLUS) {
      texts.add(joined(sum));
    }
    return null;
  }

  /** A sum's text; what is no constant counts as a value, and is followed by itself. */
  private String joined(Tree operand) {
    if (operand instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
      return joined(sum.getLeftOperand()) + joined(sum.getRightOperand());
    }
    if (operand instanceof ParenthesizedTree inner) {
      return joined(inner.getExpression());
    }
    if (operand instanceof LiteralTree literal) {
      return Objects.toString(literal.getValue());
    }
    if (flow.element(operand) instanceof VariableElement constant
        && constant.getConstantValue() != null) {
      return constant.getConstantValue().toString();
    }
    follow(operand);
    return String.valueOf(VALUE);
  }

  @Override
  public Void visitParenthesized(ParenthesizedTree inner, Void none) {
    follow(inner.getExpression());
    return null;
  }

  @Override
  public Void visitTypeCast(TypeCastTree cast, Void none) {
    follow(cast.getExpression());
    return null;
  }

  @Override
  public Void visitConditionalExpression(ConditionalExpressionTree either, Void none) {
    follow(either.getTrueExpression());
    follow(either.getFalseExpression());
    return null;
  }

  @Override
  public Void visitSwitchExpression(SwitchExpressionTree choice, Void none) {
    followAll(flow.given(choice));
    choice.getCases().stream()
        .map(CaseTree::getBody)
        .filter(ExpressionTree.class::isInstance)
        .forEach(this::follow);
    return null;
  }

  @Override
  public Void visitLambdaExpression(LambdaExpressionTree lambda, Void none) {
    followAll(flow.given(lambda));
    follow(lambda.getBody());
    return null;
  }

  @Override
  public Void visitMemberReference(MemberReferenceTree reference, Void none) {
    followElement(flow.element(reference));
    return null;
  }

  @Override
  public Void visitIdentifier(IdentifierTree name, Void none) {
    followElement(flow.element(name));
    return null;
  }

  @Override
  public Void visitMemberSelect(MemberSelectTree name, Void none) {
    followElement(flow.element(name));
    return null;
  }

  /** What a method of these sources returns; of others, what they may have made a text of. */
  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
    Element method = flow.element(call);
    if (!flow.given(method).isEmpty()) {
      followElement(method);
      return null;
    }
    if (call.getMethodSelect() instanceof MemberSelectTree select) {
      follow(select.getExpression());
    }
    boolean ofText = method.getEnclosingElement().toString().equals(String.class.getName());
    if (!ofText || THAT_TAKE_TEXT_IN.contains(method.getSimpleName().toString())) {
      followAll(call.getArguments());
    }
    return null;
  }

  @Override
  public Void visitNewClass(NewClassTree creation, Void none) {
    if (flow.given(flow.element(creation)).isEmpty()) {
      followAll(creation.getArguments());
    }
    return null;
  }
}
