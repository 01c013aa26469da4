namespace Deploy.LocalCluster.Api;

internal enum RequestVerb
{
    Get,
    List,
    Watch,
    Create,
    Update,
    Patch,
    Delete,
    DeleteCollection,
}
