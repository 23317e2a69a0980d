package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.DnsResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Resolves host names on separate threads, so that a run can stop waiting for a lookup. Java can't
 * interrupt a lookup: if a DNS server does not respond, each lookup takes 10 seconds, and a run
 * would miss its deadline.
 */
final class HostResolver implements DnsResolver {

  private final DnsResolver resolver;
  // A run that stops waiting for a lookup must not start another thread with each retry.
  private final Map<String, Future<InetAddress[]>> unfinished = new ConcurrentHashMap<>();

  // A thread ends after a minute without a lookup.
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          lookup -> {
            Thread thread = new Thread(lookup, "host-lookup");
            thread.setDaemon(true);
            return thread;
          });

  /** Creates a resolver that runs the lookups of another resolver on separate threads. */
  HostResolver(DnsResolver resolver) {
    this.resolver = resolver;
  }

  /**
   * Resolves a host name.
   *
   * @throws UnknownHostException if the name is not found, or if the SDK interrupts the thread
   *     because the attempt has used up its time
   */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    Future<InetAddress[]> lookup =
        unfinished.computeIfAbsent(host, name -> threads.submit(() -> lookUp(name)));
    try {
      return lookup.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(host + ": the DNS server did not respond in time");
    } catch (ExecutionException e) {
      UnknownHostException notFound = new UnknownHostException(host);
      notFound.initCause(e.getCause());
      throw notFound;
    }
  }

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    try {
      return resolver.resolve(host);
    } finally {
      unfinished.remove(host);
    }
  }
}
