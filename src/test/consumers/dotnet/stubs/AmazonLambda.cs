// The few members of Amazon.Lambda.Core 2 and Amazon.Lambda.KinesisEvents 3 that Consumer.cs uses,
// with their names and types, so that it compiles where no package can be fetched.
using System.Collections.Generic;
using System.IO;

namespace Amazon.Lambda.Core
{
    public interface ILambdaLogger
    {
        void LogLine(string message);
    }

    public interface ILambdaContext
    {
        ILambdaLogger Logger { get; }
    }
}

namespace Amazon.Lambda.KinesisEvents
{
    public class KinesisEvent
    {
        public IList<KinesisEventRecord> Records { get; set; }

        public class Record
        {
            public MemoryStream Data { get; set; }
            public string PartitionKey { get; set; }
            public string SequenceNumber { get; set; }
        }

        public class KinesisEventRecord
        {
            public Record Kinesis { get; set; }
        }
    }

    public class StreamsEventResponse
    {
        public IList<BatchItemFailure> BatchItemFailures { get; set; }

        public class BatchItemFailure
        {
            public string ItemIdentifier { get; set; }
        }
    }
}
