using Deploy.Operations.Releases;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Tests.Releases;

/// <summary>What is noted of a release in its annotation is read as it was written, also by and from other versions.</summary>
public sealed class ReleaseNoteTests
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 21, 12, 0, 1, 250, TimeSpan.Zero);

    private static readonly ReleaseRecord s_full = new()
    {
        Id = "r1", Operation = ReleaseOperation.Undo, FromVersion = "1.0.0", ToVersion = "2.0.0", FromRevision = 3, Since = 4, Target = "r0", TargetHash = "5d4f",
        Image = "ab", Strategy = StrategyKind.Batched, Phase = ReleasePhase.RollingBack, Batch = 2, BatchSize = 5, BatchPercent = 10, BatchCount = 7, Pause = PauseAfter.Each,
        WaitBetween = TimeSpan.FromSeconds(90), ResponsiveFor = TimeSpan.FromMilliseconds(1500), HealthUrl = new Uri("http://x.invalid/%7Bversion%7D"), BaseHealth = true,
        BaseHealthPort = 8080, OnFailure = FailurePolicy.Rollback, SwitchWhen = SwitchWhen.All, Grace = TimeSpan.FromMinutes(2), KeepOld = TimeSpan.FromHours(25), OnTrial = true,
        SwitchedAt = s_time, ResumedBatch = 1, HoldsPause = true, IsReverted = true,
        Own = new OwnValues { MinReadySeconds = 0, ProgressDeadlineSeconds = 600, MaxSurge = "25%", MaxUnavailable = "1", UpdateType = "RollingUpdate", Partition = 0 },
        FromContainer = "c1", StartedAt = s_time, EndedAt = s_time.AddSeconds(5), By = "me", Cause = "\"quoted\" ü", Message = "no",
    };

    [Fact]
    public void Every_field_comes_back()
    {
        Assert.All(typeof(ReleaseRecord).GetProperties().Where(property => property.SetMethod is not null), property =>
            Assert.False(Equals(property.GetValue(s_full), property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null), $"{property.Name} is not tried."));
        Assert.Equal(s_full, ReleaseRecord.Read(s_full.Write()));
    }

    [Fact]
    public void A_note_of_before_is_read_as_it_was_meant()
    {
        const string Before = """{"id":"r1","operation":"Undo","toVersion":"2.0.0","target":"r1","image":"ab","phase":"Succeeded","batch":1,"responsiveFor":"00:00:01.5000000","own":{"minReadySeconds":0,"maxSurge":"25%"},"startedAt":"2026-11-21T12:00:01.25+00:00"}""";
        var expected = new ReleaseRecord
        {
            Id = "r1", Operation = ReleaseOperation.Undo, ToVersion = "2.0.0", Target = "r1", Image = "ab", Phase = ReleasePhase.Succeeded,
            ResponsiveFor = TimeSpan.FromMilliseconds(1500), Own = new OwnValues { MinReadySeconds = 0, MaxSurge = "25%" }, StartedAt = s_time,
        };
        Assert.Equal(expected, ReleaseRecord.Read(Before));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"id":"r1","phase":"Unheard"}""")]
    [InlineData("""{"id":"r1","grace":"soon"}""")]
    public void A_damaged_note_is_none(string note) => Assert.Null(ReleaseRecord.Read(note));
}
