namespace Deploy.LocalCluster.Hosting;

/// <summary>One line that a container has written.</summary>
internal readonly record struct LogLine(DateTimeOffset Time, string Text);
