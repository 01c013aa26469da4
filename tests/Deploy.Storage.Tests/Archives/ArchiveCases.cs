using System.Text;
using Deploy.Storage.Archives;
using Deploy.Storage.Faults;
using Deploy.Storage.Tests.Backends;

namespace Deploy.Storage.Tests.Archives;

public abstract class ArchiveCases(IStoreBackend backend) : StoreCases(backend)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_was_written_first_stays()
    {
        var archive = Open().Archive;
        var replica = Replica("a");

        Assert.True(await archive.WriteAsync(replica, Encoding.UTF8.GetBytes("{\"first\":1}"), Token));
        Assert.False(await archive.WriteAsync(replica, Encoding.UTF8.GetBytes("{\"second\":2}"), Token));

        var read = await archive.ReadDiagnosticAsync(replica, Token);
        Assert.Equal("{\"first\":1}", Encoding.UTF8.GetString(read!.Value.Span));
    }

    [Fact]
    public async Task What_was_damaged_on_its_way_is_refused_by_the_store()
    {
        var damaging = Open(through: inner => new FaultyHandler(inner) { Damages = request => request.Content is { Headers.ContentLength: > 0 } }, retries: 2).Archive;
        var archive = Open().Archive;
        await archive.CreateContainerAsync(Token);
        await archive.IndexAsync([Replica("a")], Token);

        var written = await Assert.ThrowsAsync<StorageException>(() => damaging.WriteAsync(Replica("b"), "{\"first\":1}"u8.ToArray(), Token));
        var indexed = await Assert.ThrowsAsync<StorageException>(() => damaging.IndexAsync([Replica("b")], Token));

        Assert.Equal(StoreFault.DigestMismatch, written.Fault);
        Assert.Equal(StoreFault.DigestMismatch, indexed.Fault);
        Assert.Null(await archive.ReadDiagnosticAsync(Replica("b"), Token));
        Assert.Equal(["a"], (await archive.ReadDayAsync(DateOnly.FromDateTime(Noon.UtcDateTime), Token)).Select(r => r.Uid));
    }

    [Fact]
    public async Task A_day_is_read_in_one_request_and_repeated_lines_collapse()
    {
        var archive = Open().Archive;
        await archive.CreateContainerAsync(Token);
        await archive.IndexAsync([Replica("a"), Replica("b")], Token);
        await archive.IndexAsync([Replica("b"), Replica("c")], Token);
        FaultyHandler? counter = null;
        var reader = Open(through: inner => counter = new FaultyHandler(inner)).Archive;

        var day = await reader.ReadDayAsync(DateOnly.FromDateTime(Noon.UtcDateTime), Token);

        Assert.Equal(["a", "b", "c"], day.Select(r => r.Uid));
        Assert.Equal(Replica("a"), day[0]);
        Assert.Equal(1, counter!.Count);
    }

    [Fact]
    public async Task A_span_over_midnight_is_read_newest_first()
    {
        var archive = Open().Archive;
        await archive.CreateContainerAsync(Token);
        await archive.IndexAsync([Replica("old", -1.5), Replica("early", -0.6), Replica("late", 0)], Token);

        var found = await archive.ReadAsync(Noon.AddDays(-1), Noon, Token).Select(r => r.Uid).ToArrayAsync(Token);

        Assert.Equal(["late", "early"], found);
    }

    [Fact]
    public async Task Retention_deletes_a_day_whole()
    {
        var archive = Open().Archive;
        foreach (var (uid, days) in new[] { ("a", 0.0), ("b", 0.0), ("c", -3.0) })
        {
            await archive.WriteAsync(Replica(uid, days), "{}"u8.ToArray(), Token);
            await archive.IndexAsync([Replica(uid, days)], Token);
        }
        var today = DateOnly.FromDateTime(Noon.UtcDateTime);

        Assert.Equal([today.AddDays(-3), today], await archive.ListDaysAsync(Token));
        Assert.Equal(3, await archive.DeleteDayAsync(today, Token));

        Assert.Equal([today.AddDays(-3)], await archive.ListDaysAsync(Token));
        Assert.Empty(await archive.ReadDayAsync(today, Token));
        Assert.NotNull(await archive.ReadDiagnosticAsync(Replica("c", -3), Token));
        Assert.Null(await archive.ReadDiagnosticAsync(Replica("a"), Token));
        Assert.Equal(0, await archive.DeleteDayAsync(today, Token));
    }

    [Fact]
    public async Task Appends_of_many_archivers_lose_nothing()
    {
        var archive = Open().Archive;
        await archive.CreateContainerAsync(Token);

        await Parallel.ForAsync(0, 20, Token, async (i, token) => await Open().Archive.IndexAsync([Replica($"u{i}")], token));

        Assert.Equal(20, (await archive.ReadDayAsync(DateOnly.FromDateTime(Noon.UtcDateTime), Token)).Count);
    }

    [Fact]
    public async Task An_archive_that_was_never_written_is_empty()
    {
        var archive = Open().Archive;
        Assert.Empty(await archive.ReadDayAsync(new DateOnly(2026, 1, 1), Token));
        Assert.Empty(await archive.ListDaysAsync(Token));
    }

    private static ArchivedReplica Replica(string uid, double days = 0) => new()
    {
        Uid = uid,
        Namespace = "shop",
        Name = "orders-" + uid,
        Module = "orders",
        Version = "1.0.0",
        Base = "base-1",
        LastState = "Responsive",
        Reason = "recycled",
        ArchivedOn = Noon.AddDays(days),
        CreatedOn = Noon.AddDays(days - 1),
    };
}
