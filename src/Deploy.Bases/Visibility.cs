using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Deploy.Bases.Tests")]
