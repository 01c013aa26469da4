using Deploy.Operations.Errors;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Tests.Replicas;

public sealed class ReplicaStatesTests
{
    public static TheoryData<string> Cases => [.. ReplicaCase.Names];

    /// <summary>Rewrite the expectations with DEPLOY_UPDATE_CASES=1, then read every difference.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_gives_its_state_and_cause(string name)
    {
        var replica = new ReplicaCase(name);
        var actual = ReplicaCase.Write(ReplicaStates.Decide(replica.Pod, replica.Evidence, replica.Options, replica.Now));
        var expected = replica.Expected;
        if (Repository.Asks("DEPLOY_UPDATE_CASES")) replica.Accept(actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_situation_is_the_same_in_the_words_of_every_version()
    {
        var situations = ReplicaCase.Names.GroupBy(name => name.Split('.')[0], StringComparer.Ordinal).Where(words => words.Count() > 1).ToList();
        Assert.True(situations.Count >= 60, $"only {situations.Count} situations in several words");
        foreach (var words in situations)
        {
            var told = words.Select(name => new ReplicaCase(name)).Select(entry => ReplicaStates.Decide(entry.Pod, entry.Evidence, entry.Options, entry.Now))
                .Select(verdict => (verdict.State, verdict.Cause?.Code)).Distinct().ToList();
            Assert.True(told.Count == 1, $"{words.Key}: {string.Join(" and ", told)}");
        }
    }

    [Fact]
    public void The_cases_are_many_and_reach_all_states_of_a_living_replica()
    {
        var states = ReplicaCase.Names.Select(name => new ReplicaCase(name)).Select(entry => ReplicaStates.Decide(entry.Pod, entry.Evidence, entry.Options, entry.Now).State).ToArray();
        Assert.True(states.Length >= 60, $"only {states.Length} cases");
        Assert.Equal(Enum.GetValues<ReplicaState>().Except([ReplicaState.Deleted]), states.Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_cause_is_of_the_catalogue_and_there_is_one_unless_responsive(string name)
    {
        var replica = new ReplicaCase(name);
        var verdict = ReplicaStates.Decide(replica.Pod, replica.Evidence, replica.Options, replica.Now);
        Assert.Equal(verdict.State == ReplicaState.Responsive, verdict.Cause is null);
        if (verdict.Cause is not { } cause) return;
        Assert.Equal(cause.Source, ErrorCodes.Find(cause.Code)?.Source);
        Assert.NotEmpty(cause.Message);
        Assert.NotEmpty(cause.Suggestion);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_state_does_not_depend_on_events_or_capacity(string name)
    {
        var replica = new ReplicaCase(name);
        var full = ReplicaStates.Decide(replica.Pod, replica.Evidence, replica.Options, replica.Now);
        var bare = ReplicaStates.Decide(replica.Pod, replica.Evidence with { Events = null, Capacity = null }, replica.Options, replica.Now);
        Assert.Equal(full.State, bare.State);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_secret_of_a_pod_is_shown(string name)
    {
        var replica = new ReplicaCase(name);
        var text = ReplicaCase.Write(ReplicaStates.Decide(replica.Pod, replica.Evidence, replica.Options, replica.Now));
        Assert.DoesNotContain("SECRETsignature", text, StringComparison.Ordinal);
        Assert.DoesNotContain("PLANTED", text, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", text, StringComparison.Ordinal);
    }
}
