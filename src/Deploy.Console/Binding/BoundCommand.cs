using Deploy.Module.Pump;

namespace Deploy.Console.Binding;

/// <summary>A command line that was understood: the command, its values, its set.</summary>
internal sealed record BoundCommand(
    CommandMetadata Command,
    IReadOnlyDictionary<ParameterMetadata, object> Values,
    string ParameterSetName,
    CommonOptions Options) : ICommandBinding
{
    public bool IsBound(string parameter)
    {
        foreach (var bound in Values.Keys)
        {
            if (string.Equals(bound.Name, parameter, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>PowerShell's switch type holds nothing outside PowerShell, so the console keeps switches here.</summary>
    public bool? Switch(string parameter)
    {
        foreach (var (bound, value) in Values)
        {
            if (bound.Name == parameter)
                return (bool)value;
        }
        return false;
    }

    /// <summary>A new instance of the command with its parameters set.</summary>
    public AsyncCmdlet CreateInstance()
    {
        var instance = (AsyncCmdlet)Activator.CreateInstance(Command.Type)!;
        foreach (var (parameter, value) in Values)
        {
            if (!parameter.IsSwitch)
                parameter.Property.SetValue(instance, value);
        }
        return instance;
    }
}
