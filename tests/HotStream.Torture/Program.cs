using HotStream.Torture;

if (args is ["--child", string root, .. string[] addresses])
{
    return await TorturedProgram.Live(root, Addresses.Of(addresses));
}

if (args is ["--contract", string directory])
{
    return SyncContract.Check(directory);
}

if (TortureOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(TortureOptions.Usage);
    return 2;
}

if ((options.Twins || options.Twin is not null) && !TwinRuns.Exist)
{
    Console.Error.WriteLine(
        "The deliberate faults are only in the configuration Twin: dotnet run -c Twin --project tests/HotStream.Torture");
    return 2;
}

return options.Twins ? TwinRuns.Run(options) : TortureRun.Run(options).Print();
