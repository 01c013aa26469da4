namespace Deploy.Controller.Modules;

/// <summary>Which Deployment a ReplicaSet belongs to and which revision of it it is.</summary>
/// <param name="Deployment">The Deployment's UID.</param>
/// <param name="Revision">The revision; a rollback gives an old ReplicaSet a new one.</param>
public sealed record ReplicaSetRevision(string Deployment, long Revision);
