using System.Text.Json.Nodes;
using Deploy.Controller.Arklet;
using Deploy.Controller.Heartbeats;
using Deploy.Controller.Nodes;
using Deploy.Kubernetes;

namespace Deploy.Controller.Control;

/// <summary>Writes the node of one base: the whole of it at first, then only what has changed.</summary>
internal sealed class NodeWriter(ControllerParts parts, string node)
{
    private volatile bool _isLost;
    private DateTimeOffset _readySince;
    private (BaseLiveness Liveness, bool IsReady)? _writtenReady;
    private string _writtenStatus = "";
    private string _writtenLabels = "";

    public async Task WriteAsync(Heartbeat beat, BaseHealth? health, BaseLiveness liveness, CancellationToken cancellationToken)
    {
        if (_isLost)
            Forget();
        var labels = BaseNode.Labels(beat, parts.Options.Environment);
        if (labels.ToJsonString() is var wantedLabels && wantedLabels != _writtenLabels)
        {
            await EnsureAsync(labels, beat, health, liveness, cancellationToken);
            _writtenLabels = wantedLabels;
        }
        (BaseLiveness Liveness, bool IsReady) ready = (liveness, BaseNode.IsReady(health, liveness));
        var judged = $"{health} {ready} {beat.Ip}";
        if (judged == _writtenStatus)
            return;
        _readySince = ready == _writtenReady ? _readySince : parts.Time.GetUtcNow();
        await parts.Client.PatchAsync(Resources.Nodes, null, node, Patch.Strategic(BaseNode.Status(beat, health, liveness, _readySince)), new PatchOptions { Subresource = "status" }, cancellationToken);
        if (ready.IsReady && _writtenReady?.IsReady != true)
            parts.Nudge.Appeared(node);
        (_writtenStatus, _writtenReady) = (judged, ready);
    }

    /// <summary>Others have deleted the node, at any time: the next write makes it anew.</summary>
    public void Lose() => _isLost = true;

    /// <summary>The node is gone: the next write makes it anew.</summary>
    public void Forget() => (_writtenLabels, _writtenStatus, _writtenReady, _isLost) = ("", "", null, false);

    private async Task EnsureAsync(JsonObject labels, Heartbeat beat, BaseHealth? health, BaseLiveness liveness, CancellationToken cancellationToken)
    {
        var nodes = Resources.Untyped("", "v1", "nodes", "Node", namespaced: false);
        try
        {
            await parts.Client.CreateAsync(nodes, null, BaseNode.Create(beat, parts.Options.Environment, health, liveness, parts.Time.GetUtcNow()), cancellationToken: cancellationToken);
        }
        catch (KubernetesException e) when (e.IsAlreadyExists)
        {
            await parts.Client.PatchAsync(Resources.Nodes, null, node, Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels } }), cancellationToken: cancellationToken);
        }
    }
}
