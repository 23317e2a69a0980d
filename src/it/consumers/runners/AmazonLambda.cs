// The few members of Amazon.Lambda.Core 2, Amazon.Lambda.KinesisEvents 4 and
// Amazon.Lambda.Serialization.SystemTextJson 2 that Consumer.cs uses, with their names and types, so
// that it compiles where no package can be fetched.
using System;
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

    [AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Method)]
    public class LambdaSerializerAttribute : Attribute
    {
        public LambdaSerializerAttribute(Type serializerType)
        {
            SerializerType = serializerType;
        }

        public Type SerializerType { get; set; }
    }
}

namespace Amazon.Lambda.Serialization.SystemTextJson
{
    public class DefaultLambdaJsonSerializer
    {
    }
}

namespace Amazon.Lambda.KinesisEvents
{
    public class KinesisEvent
    {
        public IList<KinesisEventRecord> Records { get; set; }

        public class Record
        {
            public DateTime? ApproximateArrivalTimestamp { get; set; }
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
