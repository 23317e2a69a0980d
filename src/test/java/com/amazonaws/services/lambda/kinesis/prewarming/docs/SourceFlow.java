package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.tools.Diagnostic;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Which expressions of some sources may give a variable, a parameter or a method its value, as the
 * compiler resolves names, and which reach a person: in an exception, or in Lambda's log.
 */
final class SourceFlow extends TreePathScanner<Void, Void> {

  private static final Set<String> TAKING_IN = Set.of("add", "addAll", "append", "put");

  private final JavacTask task;
  private final Trees trees;
  private final Map<Element, List<TreePath>> given = new HashMap<>();
  private final List<TreePath> told = new ArrayList<>();

  private SourceFlow(JavacTask task) {
    this.task = task;
    this.trees = Trees.instance(task);
  }

  /** The flow in all sources below a folder, which have to compile. */
  static SourceFlow in(Path folder) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> tree = Files.walk(folder)) {
      var sources =
          files.getJavaFileObjectsFromPaths(
              tree.filter(file -> file.toString().endsWith(".java")).toList());
      List<String> options =
          List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
      JavacTask task =
          (JavacTask)
              compiler.getTask(null, files, SourceFlow::throwIfError, options, null, sources);
      var units = task.parse();
      task.analyze();
      SourceFlow flow = new SourceFlow(task);
      flow.scan(units, null);
      return flow;
    }
  }

  private static void throwIfError(Diagnostic<?> diagnostic) {
    if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
      throw new IllegalStateException(diagnostic.toString());
    }
  }

  /** What a person gets to read: each text that makes an exception or goes to the log. */
  List<TreePath> told() {
    return told;
  }

  /** The expressions that this variable, parameter or method may have its value from. */
  List<TreePath> given(Element element) {
    return given.getOrDefault(element, List.of());
  }

  /**
   * What a name, a call or a declaration is: one element for a record's component, its field, its
   * accessor and its constructor's parameter; null for what is none.
   */
  Element element(TreePath path) {
    return merged(trees.getElement(path));
  }

  private static Element merged(Element element) {
    Element owner = element == null ? null : element.getEnclosingElement();
    if (owner != null && owner.getKind() == ElementKind.CONSTRUCTOR) {
      owner = owner.getEnclosingElement();
    }
    if (owner == null || owner.getKind() != ElementKind.RECORD) {
      return element;
    }
    return ((TypeElement) owner)
        .getRecordComponents().stream()
            .filter(component -> component.getSimpleName().equals(element.getSimpleName()))
            .map(Element.class::cast)
            .findFirst()
            .orElse(element);
  }

  @Override
  public Void visitVariable(VariableTree variable, Void none) {
    give(element(getCurrentPath()), variable.getInitializer());
    return super.visitVariable(variable, none);
  }

  @Override
  public Void visitAssignment(AssignmentTree assignment, Void none) {
    give(element(child(assignment.getVariable())), assignment.getExpression());
    return super.visitAssignment(assignment, none);
  }

  /** What a lambda returns belongs to where the lambda is. */
  @Override
  public Void visitReturn(ReturnTree result, Void none) {
    TreePath from = getCurrentPath();
    while (!(from.getLeaf() instanceof MethodTree)
        && !(from.getLeaf() instanceof LambdaExpressionTree)) {
      from = from.getParentPath();
    }
    give(element(from), result.getExpression());
    return super.visitReturn(result, none);
  }

  /** What a list or a builder takes in it may give out again. */
  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
    pass(call.getArguments());
    if (call.getMethodSelect() instanceof MemberSelectTree select
        && TAKING_IN.contains(select.getIdentifier().toString())
        && element(new TreePath(child(select), select.getExpression()))
            instanceof VariableElement taker) {
      call.getArguments().forEach(argument -> give(taker, argument));
    }
    return super.visitMethodInvocation(call, none);
  }

  @Override
  public Void visitNewClass(NewClassTree creation, Void none) {
    pass(creation.getArguments());
    return super.visitNewClass(creation, none);
  }

  private void pass(List<? extends ExpressionTree> arguments) {
    ExecutableElement callee = (ExecutableElement) trees.getElement(getCurrentPath());
    List<? extends VariableElement> parameters = callee.getParameters();
    for (int i = 0; i < arguments.size(); i++) {
      give(merged(parameters.get(Math.min(i, parameters.size() - 1))), arguments.get(i));
      TreePath argument = child(arguments.get(i));
      if (tells(callee) && isA(trees.getTypeMirror(argument), String.class)) {
        told.add(argument);
      }
    }
  }

  private boolean tells(Element callee) {
    TypeMirror type = callee.getEnclosingElement().asType();
    return callee.getKind() == ElementKind.CONSTRUCTOR
        ? isA(type, Throwable.class)
        : isA(type, LambdaLogger.class);
  }

  private boolean isA(TypeMirror type, Class<?> wanted) {
    TypeElement element = task.getElements().getTypeElement(wanted.getName());
    return task.getTypes().isSubtype(type, element.asType());
  }

  private void give(Element target, ExpressionTree value) {
    if (target != null && value != null) {
      given.computeIfAbsent(target, t -> new ArrayList<>()).add(child(value));
    }
  }

  private TreePath child(Tree tree) {
    return new TreePath(getCurrentPath(), tree);
  }
}
