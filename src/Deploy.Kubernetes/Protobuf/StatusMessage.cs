using Deploy.Kubernetes.Models;

namespace Deploy.Kubernetes.Protobuf;

/// <summary>Reads what the server says of a failure, and what it says of a list.</summary>
internal static class StatusMessage
{
    internal static Status Read(ReadOnlySpan<byte> message)
    {
        var status = new Status { Kind = "Status" };
        var reader = new WireReader(message);
        while (reader.Read())
        {
            status = reader.Field switch
            {
                1 => status with { Metadata = ReadList(reader.Bytes) },
                2 => status with { Result = reader.Text },
                3 => status with { Message = reader.Text },
                4 => status with { Reason = reader.Text },
                5 => status with { Details = ReadDetails(reader.Bytes) },
                6 => status with { Code = (int)reader.Number },
                _ => status,
            };
        }
        return status;
    }

    internal static ListMeta ReadList(ReadOnlySpan<byte> message)
    {
        var meta = new ListMeta();
        var reader = new WireReader(message);
        while (reader.Read())
        {
            meta = reader.Field switch
            {
                2 => meta with { ResourceVersion = reader.Text },
                3 => meta with { Continue = reader.Text },
                4 => meta with { RemainingItemCount = (long)reader.Number },
                _ => meta,
            };
        }
        return meta;
    }

    private static StatusDetails ReadDetails(ReadOnlySpan<byte> message)
    {
        var details = new StatusDetails();
        var causes = new List<StatusCause>();
        var reader = new WireReader(message);
        while (reader.Read())
        {
            if (reader.Field == 4)
                causes.Add(ReadCause(reader.Bytes));
            details = reader.Field switch
            {
                1 => details with { Name = reader.Text },
                2 => details with { Group = reader.Text },
                3 => details with { Kind = reader.Text },
                5 => details with { RetryAfterSeconds = (int)reader.Number },
                6 => details with { Uid = reader.Text },
                _ => details,
            };
        }
        return details with { Causes = causes };
    }

    private static StatusCause ReadCause(ReadOnlySpan<byte> message)
    {
        var cause = new StatusCause();
        var reader = new WireReader(message);
        while (reader.Read())
        {
            cause = reader.Field switch
            {
                1 => cause with { Reason = reader.Text },
                2 => cause with { Message = reader.Text },
                3 => cause with { Field = reader.Text },
                _ => cause,
            };
        }
        return cause;
    }
}
