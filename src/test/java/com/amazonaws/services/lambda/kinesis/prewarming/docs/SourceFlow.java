package com.amazonaws.services.lambda.kinesis.prewarming.docs;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.YieldTree;
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

  private final Trees trees;
  private final JavacTask task;
  private final TypeMirror throwable;
  private final TypeMirror string;

  /** By elements, by lambdas and by switches, each of which is given the values of some others. */
  private final Map<Object, List<ExpressionTree>> given = new HashMap<>();

  private final Map<Tree, Element> elements = new HashMap<>();
  private final List<ExpressionTree> told = new ArrayList<>();

  private SourceFlow(JavacTask task) {
    this.task = task;
    trees = Trees.instance(task);
    throwable = task.getElements().getTypeElement("java.lang.Throwable").asType();
    string = task.getElements().getTypeElement("java.lang.String").asType();
  }

  /** The flow in all sources below a folder, which have to compile. */
  static SourceFlow in(Path folder) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> tree = Files.walk(folder)) {
      List<Path> sources = tree.filter(file -> file.toString().endsWith(".java")).toList();
      List<String> options =
          List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  SourceFlow::throwIfError,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      Iterable<? extends CompilationUnitTree> units = task.parse();
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
  List<ExpressionTree> told() {
    return told;
  }

  /** The expressions that this element, lambda or switch may have its value from. */
  List<ExpressionTree> given(Object target) {
    return given.getOrDefault(target, List.of());
  }

  /** What a name, a call or a method reference stands for; null where that is nothing. */
  Element element(Tree tree) {
    return elements.get(tree);
  }

  @Override
  public Void visitVariable(VariableTree variable, Void none) {
    give(here(), variable.getInitializer());
    return super.visitVariable(variable, none);
  }

  @Override
  public Void visitAssignment(AssignmentTree assignment, Void none) {
    super.visitAssignment(assignment, none);
    give(elements.get(assignment.getVariable()), assignment.getExpression());
    return null;
  }

  @Override
  public Void visitReturn(ReturnTree result, Void none) {
    TreePath from = getCurrentPath();
    while (!(from.getLeaf() instanceof MethodTree
        || from.getLeaf() instanceof LambdaExpressionTree)) {
      from = from.getParentPath();
    }
    boolean ofMethod = from.getLeaf() instanceof MethodTree;
    give(ofMethod ? merged(trees.getElement(from)) : from.getLeaf(), result.getExpression());
    return super.visitReturn(result, none);
  }

  @Override
  public Void visitYield(YieldTree result, Void none) {
    TreePath from = getCurrentPath();
    while (!(from.getLeaf() instanceof SwitchExpressionTree)) {
      from = from.getParentPath();
    }
    give(from.getLeaf(), result.getValue());
    return super.visitYield(result, none);
  }

  @Override
  public Void visitIdentifier(IdentifierTree name, Void none) {
    elements.put(name, here());
    return null;
  }

  @Override
  public Void visitMemberSelect(MemberSelectTree name, Void none) {
    elements.put(name, here());
    return super.visitMemberSelect(name, none);
  }

  @Override
  public Void visitMemberReference(MemberReferenceTree reference, Void none) {
    elements.put(reference, here());
    return super.visitMemberReference(reference, none);
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
    elements.put(call, here());
    arguments(trees.getElement(getCurrentPath()), call.getArguments());
    return super.visitMethodInvocation(call, none);
  }

  @Override
  public Void visitNewClass(NewClassTree creation, Void none) {
    elements.put(creation, here());
    arguments(trees.getElement(getCurrentPath()), creation.getArguments());
    return super.visitNewClass(creation, none);
  }

  private void arguments(Element callee, List<? extends ExpressionTree> arguments) {
    List<? extends VariableElement> parameters = ((ExecutableElement) callee).getParameters();
    for (int i = 0; i < arguments.size(); i++) {
      ExpressionTree argument = arguments.get(i);
      give(merged(parameters.get(Math.min(i, parameters.size() - 1))), argument);
      if (tells(callee) && isText(argument)) {
        told.add(argument);
      }
    }
  }

  private boolean tells(Element callee) {
    TypeElement type = (TypeElement) callee.getEnclosingElement();
    return type.getQualifiedName().contentEquals(LambdaLogger.class.getName())
        || callee.getKind() == ElementKind.CONSTRUCTOR
            && task.getTypes().isSubtype(type.asType(), throwable);
  }

  private boolean isText(ExpressionTree argument) {
    TypeMirror type = trees.getTypeMirror(new TreePath(getCurrentPath(), argument));
    return task.getTypes().isSameType(type, string);
  }

  private void give(Object target, ExpressionTree value) {
    if (target != null && value != null) {
      given.computeIfAbsent(target, t -> new ArrayList<>()).add(value);
    }
  }

  private Element here() {
    return merged(trees.getElement(getCurrentPath()));
  }

  /**
   * One element for a record's component, its field, its accessor and its constructor's parameter.
   */
  private static Element merged(Element element) {
    Element owner = element == null ? null : element.getEnclosingElement();
    if (owner instanceof ExecutableElement) {
      owner = owner.getKind() == ElementKind.CONSTRUCTOR ? owner.getEnclosingElement() : null;
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
}
