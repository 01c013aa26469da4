using Deploy.Operations.Maintenance;

namespace Deploy.Operations.Tests.Maintenance;

public sealed class PassingObjectsTests
{
    [Fact]
    public async Task What_passed_is_collected_on_the_way()
    {
        var passed = new List<WeakReference>();
        await foreach (var item in StreamAsync(1000).LetGoAsync(every: 100, TestContext.Current.CancellationToken))
            passed.Add(new(item));

        Assert.Equal(1000, passed.Count);
        // The last ones are held by the loops and threads that they went through; without collecting on the way all would be there.
        Assert.InRange(passed.Count(item => item.IsAlive), 0, 99);
    }

    private static async IAsyncEnumerable<byte[]> StreamAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return new byte[1000];
        }
    }
}
