using Deploy.Console.CommandLine;

namespace Deploy.Console.Binding;

/// <summary>Binds the words of a command line to the parameters of a command by PowerShell's rules.</summary>
internal sealed class ParameterBinder(CommandMetadata command)
{
    private readonly Dictionary<ParameterMetadata, object> values = [];
    private readonly CommonOptions options = new();
    private List<string> candidates = [.. command.Sets];

    /// <summary>Binds a whole command line.</summary>
    /// <exception cref="UsageException">A name, a value or the combination of parameters is wrong.</exception>
    public static BoundCommand Bind(CommandMetadata command, IReadOnlyList<Argument> arguments) =>
        new ParameterBinder(command).Bind(arguments);

    private BoundCommand Bind(IReadOnlyList<Argument> arguments)
    {
        var positional = BindNamed(arguments);
        if (options.Help)
            return new BoundCommand(command, values, candidates[0], options);
        foreach (var argument in positional)
            BindPositional(argument);
        return new BoundCommand(command, values, ParameterSetChoice.Choose(command, candidates, values.Keys), options);
    }

    private List<Argument> BindNamed(IReadOnlyList<Argument> arguments)
    {
        var positional = new List<Argument>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].IsParameterName)
            {
                positional.Add(JoinList(arguments, ref i));
                continue;
            }
            var (name, attached) = Split(arguments[i]);
            if (name == "?")
            {
                options.Help = true;
                continue;
            }
            var (own, common) = ParameterNames.Find(command, name);
            var isSwitch = own?.IsSwitch ?? CommonParameters.IsSwitch(common!);
            if (isSwitch)
                BindSwitch(own, common, attached, name);
            else
                BindValue(own, common, attached ?? Next(arguments, ref i, own?.Name ?? common!));
        }
        return positional;
    }

    private void BindSwitch(ParameterMetadata? own, string? common, Argument? attached, string name)
    {
        var value = attached is null || ValueConverter.Truth(attached.Text, name);
        if (own is null)
            CommonParameters.Set(options, common!, value);
        else
            Add(own, value);
    }

    private void BindValue(ParameterMetadata? own, string? common, Argument argument)
    {
        if (own is null)
            CommonParameters.Set(options, common!, argument.Text);
        else
            Add(own, ValueConverter.Convert(own, argument));
    }

    private void BindPositional(Argument argument)
    {
        foreach (var set in candidates)
        {
            if (NextPosition(set) is { } parameter)
            {
                Add(parameter, ValueConverter.Convert(parameter, argument));
                return;
            }
        }
        throw new UsageException($"{command.Name} has no place for '{argument.Text}'.", command.Name);
    }

    private ParameterMetadata? NextPosition(string set)
    {
        ParameterMetadata? next = null;
        foreach (var parameter in command.Parameters)
        {
            if (parameter.In(set)?.Position is { } position && !values.ContainsKey(parameter)
                && (next is null || position < next.In(set)!.Position))
                next = parameter;
        }
        return next;
    }

    private void Add(ParameterMetadata parameter, object value)
    {
        if (!values.TryAdd(parameter, value))
            throw new UsageException($"-{parameter.Name} is given more than once.", command.Name);
        Validation.Check(parameter, value);
        var left = candidates.FindAll(set => parameter.In(set) is not null);
        if (left.Count == 0)
        {
            var others = string.Join(", ", values.Keys.Where(other => other != parameter).Select(other => "-" + other.Name));
            throw new UsageException($"-{parameter.Name} does not go with {others}.", command.Name);
        }
        candidates = left;
    }

    private Argument Next(IReadOnlyList<Argument> arguments, ref int i, string parameter)
    {
        if (i + 1 >= arguments.Count || arguments[i + 1].IsParameterName)
            throw new UsageException($"-{parameter} needs a value.", command.Name);
        i++;
        return JoinList(arguments, ref i);
    }

    // "a, b" reaches the process as two words: a trailing comma says that the list goes on.
    private static Argument JoinList(IReadOnlyList<Argument> arguments, ref int i)
    {
        var argument = arguments[i];
        while (!argument.IsQuoted && argument.Items is null && argument.Text.EndsWith(',')
            && i + 1 < arguments.Count && !arguments[i + 1].IsParameterName)
        {
            i++;
            argument = argument with { Text = argument.Text + arguments[i].Text };
        }
        return argument;
    }

    private static (string Name, Argument? Attached) Split(Argument argument)
    {
        var colon = argument.Text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? (argument.Text[1..], null)
            : (argument.Text[1..colon], new Argument { Text = argument.Text[(colon + 1)..] });
    }
}
