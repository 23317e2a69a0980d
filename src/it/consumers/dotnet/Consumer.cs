using System;
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

    // Hold canaries for as long as your work usually takes; 1 s (0.2 s with enhanced fan-out) where the
    // stream comes back to stay busy; not at all where records come alone.
    private static readonly TimeSpan CanaryHold = TimeSpan.FromSeconds(1);

    public static bool IsCanary(KinesisEvent.Record record) =>
        record.PartitionKey.StartsWith(CanaryKeyPrefix, StringComparison.Ordinal);

    public async Task<StreamsEventResponse> Handle(KinesisEvent batch, ILambdaContext context)
    {
        var messages = batch.Records.Select(r => r.Kinesis).Where(r => !IsCanary(r)).ToList();
        if (batch.Records.Count > 0 && messages.Count == 0)
        {
            await Hold(CanaryHold);
        }
        foreach (var message in messages)
        {
            try
            {
                await Process(message.Data.ToArray());
            }
            catch (Exception error)
            {
                context.Logger.LogLine($"record {message.SequenceNumber} failed: {error}");
                return Failed(message.SequenceNumber);
            }
        }
        return Failed();
    }

    protected virtual Task Process(byte[] data)
    {
        Console.WriteLine(Encoding.UTF8.GetString(data)); // your work
        return Task.CompletedTask;
    }

    protected virtual Task Hold(TimeSpan time) => Task.Delay(time);

    private static StreamsEventResponse Failed(params string[] sequenceNumbers) =>
        new StreamsEventResponse
        {
            BatchItemFailures = sequenceNumbers
                .Select(n => new StreamsEventResponse.BatchItemFailure { ItemIdentifier = n })
                .ToList()
        };
}
