package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The texts that a person may get to read from the function: every string constant of its sources
 * with two words side by side, as the compiler's own parser finds them, parts joined by + as one.
 */
final class SourceTexts extends TreeScanner<Void, Void> {

  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final Pattern TWO_WORDS = Pattern.compile("\\p{L}{2,} \\p{L}");

  /** Stands for what is only known at run time. */
  private static final char VALUE = '\0';

  private final Set<String> texts = new LinkedHashSet<>();

  private SourceTexts() {}

  /** One pattern for each text, where any words may stand for a value that it takes in. */
  static Set<Pattern> patterns() throws IOException {
    SourceTexts all = new SourceTexts();
    for (CompilationUnitTree source : parse()) {
      all.scan(source, null);
    }
    return all.texts.stream()
        .filter(text -> TWO_WORDS.matcher(text).find())
        .map(SourceTexts::pattern)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Iterable<? extends CompilationUnitTree> parse() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> tree = Files.walk(SOURCES)) {
      List<Path> sources = tree.filter(file -> file.toString().endsWith(".java")).toList();
      return ((JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources)))
          .parse();
    }
  }

  private static Pattern pattern(String text) {
    return Pattern.compile(
        Stream.of(text.strip().split("%[sd]|" + VALUE))
            .map(Pattern::quote)
            .collect(Collectors.joining(".+")));
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
    StringBuilder joined = new StringBuilder();
    join(sum, joined);
    texts.add(joined.toString());
    return null;
  }

  @Override
  public Void visitAnnotation(AnnotationTree annotation, Void none) {
    return null;
  }

  /** Adds an operand to a sum's text; what is no constant counts as a value, and is scanned. */
  private void join(Tree operand, StringBuilder joined) {
    if (operand instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
      join(sum.getLeftOperand(), joined);
      join(sum.getRightOperand(), joined);
    } else if (operand instanceof LiteralTree literal && literal.getValue() instanceof String) {
      joined.append(literal.getValue());
    } else if (operand instanceof ParenthesizedTree inner) {
      join(inner.getExpression(), joined);
    } else if (operand instanceof BinaryTree other) {
      scan(other.getLeftOperand(), null);
      scan(other.getRightOperand(), null);
    } else {
      joined.append(VALUE);
      scan(operand, null);
    }
  }
}
