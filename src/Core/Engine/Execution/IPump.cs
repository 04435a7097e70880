namespace HotStream;

/// <summary>Something a worker keeps moving between jobs: a lane that takes what receivers put into its rings.</summary>
internal interface IPump
{
    /// <summary>Moves what is there, up to a bounded amount of work; returns whether there was any.</summary>
    bool Pump();
}
