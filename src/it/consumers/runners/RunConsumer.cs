using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Amazon.Lambda.Core;
using Amazon.Lambda.KinesisEvents;

// Runs the consumer on the records that standard input gives, one a line: partition key, sequence
// number, base64 data and seconds of arrival between tabs (Mono brings no JSON reader). The last line says what it did.
internal class RunConsumer : Consumer, ILambdaContext, ILambdaLogger
{
    private static readonly DateTime Epoch = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    // As in docs/consumers.md.
    private static readonly string CanaryText = Environment.GetEnvironmentVariable("CANARY_TEXT");

    private TimeSpan held = TimeSpan.Zero;

    public ILambdaLogger Logger => this;

    public void LogLine(string message) => Console.Error.WriteLine(message);

    protected override Task Process(byte[] data)
    {
        var text = Encoding.UTF8.GetString(data);
        if (!text.StartsWith("{"))
        {
            throw new FormatException("not JSON: " + text);
        }
        return base.Process(data);
    }

    protected override Task Hold(TimeSpan time)
    {
        held += time;
        return Task.CompletedTask;
    }

    private static KinesisEvent.KinesisEventRecord Record(string line)
    {
        var fields = line.Split('\t');
        return new KinesisEvent.KinesisEventRecord
        {
            Kinesis = new KinesisEvent.Record
            {
                PartitionKey = fields[0],
                SequenceNumber = fields[1],
                Data = new MemoryStream(Convert.FromBase64String(fields[2])),
                ApproximateArrivalTimestamp = Epoch.AddSeconds(long.Parse(fields[3]))
            }
        };
    }

    private static void Main()
    {
        var lines = Console.In.ReadToEnd().Split(new[] { '\n' }, StringSplitOptions.RemoveEmptyEntries);
        var batch = new KinesisEvent { Records = lines.Select(Record).ToList() };
        var consumer = new RunConsumer();
        var failures = consumer.Handle(batch, consumer).Result.BatchItemFailures
            .Select(f => "{\"itemIdentifier\":\"" + f.ItemIdentifier + "\"}");
        var byText = batch.Records.Select(r => r.Kinesis)
            .Where(record => record.Data.ToArray().SequenceEqual(Encoding.UTF8.GetBytes(CanaryText)))
            .Select(r => "\"" + r.SequenceNumber + "\"");
        Console.WriteLine(
            "{\"answer\":{\"batchItemFailures\":[" + string.Join(",", failures) + "]},\"heldSeconds\":"
                + consumer.held.TotalSeconds + ",\"byText\":[" + string.Join(",", byText) + "]}");
    }
}
