using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Amazon.Lambda.Core;
using Amazon.Lambda.KinesisEvents;
using Amazon.Lambda.Serialization.SystemTextJson;

[assembly: LambdaSerializer(typeof(DefaultLambdaJsonSerializer))]

public class Consumer
{
    private const string CanaryKeyPrefix = "kinesis-prewarming-";

    // With enhanced fan-out 0.2 s; 0 where records come alone.
    private static readonly TimeSpan CanaryHold = TimeSpan.FromSeconds(1);

    public static bool IsCanary(KinesisEvent.Record record) =>
        record.PartitionKey.StartsWith(CanaryKeyPrefix, StringComparison.Ordinal);

    public async Task<StreamsEventResponse> Handle(KinesisEvent batch, ILambdaContext context)
    {
        var records = batch.Records.Select(r => r.Kinesis).Where(r => !IsCanary(r)).ToList();
        if (batch.Records.Count > 0 && records.Count == 0)
        {
            await Hold(CanaryHold);
        }
        var failures = new List<StreamsEventResponse.BatchItemFailure>();
        foreach (var record in records)
        {
            try
            {
                LogWaiting(record);
                await Process(record.Data.ToArray());
            }
            catch (Exception error)
            {
                context.Logger.LogLine($"record {record.SequenceNumber} failed: {error}");
                failures.Add(new StreamsEventResponse.BatchItemFailure
                {
                    ItemIdentifier = record.SequenceNumber,
                });
                break;
            }
        }
        return new StreamsEventResponse { BatchItemFailures = failures };
    }

    private static void LogWaiting(KinesisEvent.Record record)
    {
        var waited = DateTime.UtcNow - (DateTime)record.ApproximateArrivalTimestamp;
        Console.WriteLine("{\"waitedMillis\": " + (long)waited.TotalMilliseconds + "}");
    }

    protected virtual Task Process(byte[] data)
    {
        Console.WriteLine(Encoding.UTF8.GetString(data)); // your work
        return Task.CompletedTask;
    }

    protected virtual Task Hold(TimeSpan time) => Task.Delay(time);
}
