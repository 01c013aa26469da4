namespace Deploy.Testing.Bases;

/// <summary>A line on which watches tell everything late, as those of a busy server do; all else passes at once.</summary>
/// <param name="inner">The line.</param>
/// <param name="lag">How late.</param>
/// <param name="resource">Only watches of this; default: all.</param>
public sealed class LaggingWatches(HttpMessageHandler inner, TimeSpan lag, string resource = "") : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (request.RequestUri!.Query.Contains("watch=", StringComparison.Ordinal) && request.RequestUri.AbsolutePath.EndsWith(resource, StringComparison.Ordinal))
            answer.Content = new StreamContent(new LateStream(await answer.Content.ReadAsStreamAsync(cancellationToken), lag));
        return answer;
    }

    private sealed class LateStream(Stream inner, TimeSpan lag) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            await Task.Delay(lag, TimeProvider.System, cancellationToken);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
