using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Amazon.Lambda.Core;
using Amazon.Lambda.KinesisEvents;

public class Consumer
{
    private const string CanaryKeyPrefix = "kinesis-prewarming-";
    private static readonly TimeSpan CanaryHold = TimeSpan.FromSeconds(1);

    // The messagePrototype of the prewarming function.
    private static readonly byte[] CanaryText =
        Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable("CANARY_TEXT") ?? "");

    public static bool IsCanary(KinesisEvent.Record record) =>
        record.PartitionKey.StartsWith(CanaryKeyPrefix, StringComparison.Ordinal);

    public static bool CarriesCanaryText(KinesisEvent.Record record) =>
        record.Data.ToArray().SequenceEqual(CanaryText);

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
