using Deploy.Mortal;

return await MortalRun.Read(args).RunAsync();
