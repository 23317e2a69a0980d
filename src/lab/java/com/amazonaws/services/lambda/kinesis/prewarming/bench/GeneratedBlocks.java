package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a page that a program renews, among prose that people write: each between the
 * comments {@code <!-- room:name:begin -->} and {@code <!-- room:name:end -->}.
 */
public final class GeneratedBlocks {

  private GeneratedBlocks() {}

  /**
   * The page with these texts in its blocks, a blank line around each.
   *
   * @param room the first word of the blocks' comments; those of other rooms stay
   * @param blocks each block's text by its name
   * @throws IllegalArgumentException if the page has other blocks of this room than these, or one
   *     that does not end
   */
  public static String renew(String page, String room, Map<String, String> blocks) {
    Matcher markers = Pattern.compile("<!-- " + room + ":([\\w-]+):(begin|end) -->").matcher(page);
    StringBuilder renewed = new StringBuilder();
    Set<String> found = new TreeSet<>();
    int from = 0;
    while (markers.find()) {
      MatchResult begin = markers.toMatchResult();
      String name = begin.group(1);
      if (!markers.find() || !isPair(begin, markers) || !found.add(name)) {
        throw new IllegalArgumentException("the block " + name + " is not one pair of comments");
      }
      renewed.append(page, from, begin.end()).append("\n\n");
      renewed.append(blocks.getOrDefault(name, "").strip()).append("\n\n");
      from = markers.start();
    }
    if (!found.equals(blocks.keySet())) {
      throw new IllegalArgumentException("there are " + found + ", not " + blocks.keySet());
    }
    return renewed.append(page.substring(from)).toString();
  }

  private static boolean isPair(MatchResult begin, MatchResult end) {
    return begin.group(2).equals("begin")
        && end.group(2).equals("end")
        && begin.group(1).equals(end.group(1));
  }
}
