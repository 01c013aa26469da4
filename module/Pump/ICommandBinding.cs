namespace Deploy.Module.Pump;

/// <summary>How a command line was bound to the parameters of a command.</summary>
public interface ICommandBinding
{
    /// <summary>Name of the parameter set that was chosen.</summary>
    string ParameterSetName { get; }

    /// <summary>Whether the user gave this parameter.</summary>
    bool IsBound(string parameter);

    /// <summary>The value of a switch that the host keeps itself; null where the property of the command holds it.</summary>
    bool? Switch(string parameter);
}
