using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Deploy.Controller.Tests")]
