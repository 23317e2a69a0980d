using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Amazon.Lambda.Core;
using Amazon.Lambda.KinesisEvents;

// Runs the consumer on the records that standard input gives, one a line: partition key, sequence
// number and base64 data between tabs (Mono brings no JSON reader). The last line says what it did.
internal class RunConsumer : Consumer, ILambdaContext, ILambdaLogger
{
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
                Data = new MemoryStream(Convert.FromBase64String(fields[2]))
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
        var canaryText = Environment.GetEnvironmentVariable("CANARY_TEXT");
        var byText = batch.Records.Select(r => r.Kinesis)
            .Where(record => record.Data.ToArray().SequenceEqual(Encoding.UTF8.GetBytes(canaryText)))
            .Select(r => "\"" + r.SequenceNumber + "\"");
        Console.WriteLine(
            "{\"answer\":{\"batchItemFailures\":[" + string.Join(",", failures) + "]},\"heldSeconds\":"
                + consumer.held.TotalSeconds + ",\"byText\":[" + string.Join(",", byText) + "]}");
    }
}
