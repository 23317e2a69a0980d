using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Amazon.Lambda.Core;
using Amazon.Lambda.KinesisEvents;
using Amazon.Lambda.Serialization.SystemTextJson;

[assembly: LambdaSerializer(typeof(DefaultLambdaJsonSerializer))]

public class Consumer
{
    private const string CanaryKeyPrefix = "kinesis-prewarming-";

    // Use 0.2 s with enhanced fan-out.
    private static readonly TimeSpan CanaryHold = TimeSpan.FromSeconds(1);

    // With service-managed record distribution, a record can have no partition key.
    public static bool IsCanary(KinesisEvent.Record record) =>
        record.PartitionKey?.StartsWith(CanaryKeyPrefix, StringComparison.Ordinal) ?? false;

    public async Task<StreamsEventResponse> Handle(KinesisEvent batch, ILambdaContext context)
    {
        var canaries = batch.Records.Select(r => r.Kinesis).Where(IsCanary).ToList();
        var records = batch.Records.Select(r => r.Kinesis).Where(r => !IsCanary(r)).ToList();
        var failures = new List<StreamsEventResponse.BatchItemFailure>();
        if (canaries.Count > 0)
        {
            Log(new { canaries = canaries.Count, canaryWaitedMillis = LongestWaitMillis(canaries) });
            if (records.Count == 0)
            {
                await HoldCanaries();
            }
        }
        foreach (var record in records)
        {
            Log(new { waitedMillis = LongestWaitMillis(new[] { record }) });
            try
            {
                await Process(record.Data.ToArray());
            }
            catch (Exception error)
            {
                Console.WriteLine($"record {record.SequenceNumber} failed: {error}");
                failures.Add(new StreamsEventResponse.BatchItemFailure { ItemIdentifier = record.SequenceNumber });
                break;
            }
        }
        return new StreamsEventResponse { BatchItemFailures = failures };
    }

    // Returns how long the oldest record waited, or null if no arrival time is known.
    private static long? LongestWaitMillis(IEnumerable<KinesisEvent.Record> records)
    {
        var arrivals = records.Select(r => (DateTime?)r.ApproximateArrivalTimestamp).Where(a => a > DateTime.UnixEpoch);
        return (long?)(DateTime.UtcNow - arrivals.Min())?.TotalMilliseconds;
    }

    private async Task HoldCanaries()
    {
        var hold = Task.Delay(CanaryHold);
        try
        {
            await WarmUp();
        }
        catch (Exception error)
        {
            Console.WriteLine($"WarmUp failed: {error}");
        }
        await hold;
    }

    // Prepares what the first record needs, such as a connection or a model.
    protected virtual Task WarmUp()
    {
        return Task.CompletedTask; // Optional. Your code must return well before the function times out.
    }

    protected virtual Task Process(byte[] data)
    {
        using var order = JsonDocument.Parse(data); // your code
        Console.WriteLine($"order {order.RootElement.GetProperty("id")}");
        return Task.CompletedTask;
    }

    private static void Log(object fields) => Console.WriteLine(JsonSerializer.Serialize(fields));
}
